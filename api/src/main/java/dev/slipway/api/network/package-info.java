/** The NetworkAttachmentDefinition of the Network Plumbing Working Group (k8s.cni.cncf.io/v1). No behaviour. */
@NullMarked
package dev.slipway.api.network;

import org.jspecify.annotations.NullMarked;
