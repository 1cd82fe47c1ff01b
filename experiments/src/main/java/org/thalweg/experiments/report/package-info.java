/** One page of HTML made of the results of figures: what was drawn, claimed, set and where it comes from. */
package org.thalweg.experiments.report;
