/** Slipway as an admin installs it on a cluster, and the stories of its users there. */
@NullMarked
package dev.slipway.cluster.installation;

import org.jspecify.annotations.NullMarked;
