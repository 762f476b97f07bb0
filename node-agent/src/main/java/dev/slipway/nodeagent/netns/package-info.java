/** Work inside the network namespaces of Pods: commands, kernel settings, sockets. */
@NullMarked
package dev.slipway.nodeagent.netns;

import org.jspecify.annotations.NullMarked;
