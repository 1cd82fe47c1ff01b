/** The {@code thalweg} command line: its commands, exit codes and messages. */
package org.thalweg.experiments.cli;
