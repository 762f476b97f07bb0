/** Offers the devices that guests need to the kubelet, by its device plugin API (v1beta1: gRPC on sockets in its directory). */
@NullMarked
package dev.slipway.nodeagent.device;

import org.jspecify.annotations.NullMarked;
