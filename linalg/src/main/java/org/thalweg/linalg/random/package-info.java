/** Random numbers that depend on a key alone, never on who asks or in which order. */
package org.thalweg.linalg.random;
