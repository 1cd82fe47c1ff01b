/** Networks built layer by layer, and where their parameters start. */
package org.thalweg.nn;
