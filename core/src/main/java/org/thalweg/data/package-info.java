/** Data sets: inputs and targets, readers of common formats, and digits drawn by the program itself. */
package org.thalweg.data;
