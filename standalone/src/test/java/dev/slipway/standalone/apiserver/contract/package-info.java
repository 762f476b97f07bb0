/**
 * What an API server promises, as tests over HTTP. Here they run against the embedded server, in the module cluster-tests
 * against a real kube-apiserver with its controller manager. What the embedded server does otherwise is either mended or
 * a line in {@code known-differences.txt}.
 */
@NullMarked
package dev.slipway.standalone.apiserver.contract;

import org.jspecify.annotations.NullMarked;
