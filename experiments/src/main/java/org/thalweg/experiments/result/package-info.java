/** What a command leaves behind: a folder with JSON, CSV and pictures, each file whole or not at all. */
package org.thalweg.experiments.result;
