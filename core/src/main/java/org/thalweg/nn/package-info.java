/** Networks built layer by layer, where their parameters start, and their weights in files of any program. */
package org.thalweg.nn;
