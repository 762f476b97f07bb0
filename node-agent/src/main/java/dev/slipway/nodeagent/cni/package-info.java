/** Networks attached by CNI plugins (CNI specification 1.0.0): configurations, the exec protocol, NetworkAttachmentDefinitions. */
@NullMarked
package dev.slipway.nodeagent.cni;

import org.jspecify.annotations.NullMarked;
