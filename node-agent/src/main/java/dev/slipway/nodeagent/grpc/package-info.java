/** gRPC on unix sockets, as far as the kubelet and guests speak it with the node-agent. */
@NullMarked
package dev.slipway.nodeagent.grpc;

import org.jspecify.annotations.NullMarked;
