/** Campaigns of hard problems that show how large errors are and how often intervals miss, repeated from given seeds. */
package org.thalweg.benchmarks.evidence;
