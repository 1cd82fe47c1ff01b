/** What several packages of this module share and users do not see. */
package org.thalweg.linalg.internal;
