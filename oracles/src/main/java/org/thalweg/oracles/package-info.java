/** Second, slow implementations that tests and campaigns of evidence compare with. */
package org.thalweg.oracles;
