/**
 * The figures of Z. Zhang, H. Zhou, Z.-Q. J. Xu, <em>A variance principle explains why dropout finds flatter minima</em>,
 * 2021, arXiv:2111.01022, version 1.
 */
package org.thalweg.experiments.variance;
