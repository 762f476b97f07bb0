/** Work inside the namespaces of Pods: commands, kernel settings and sockets of their networks, mounts, files held and handed over. */
@NullMarked
package dev.slipway.nodeagent.netns;

import org.jspecify.annotations.NullMarked;
