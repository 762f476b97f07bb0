/** Work inside the namespaces of Pods: commands, kernel settings and sockets of their networks, mounts. */
@NullMarked
package dev.slipway.nodeagent.netns;

import org.jspecify.annotations.NullMarked;
