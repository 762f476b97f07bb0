/** Where the things of a Pod are on its node: volumes, sockets, network namespace. No Kubernetes client. */
@NullMarked
package dev.slipway.nodeagent.pod;

import org.jspecify.annotations.NullMarked;
