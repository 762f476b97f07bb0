/** Points the contract of an API server, which standalone keeps, at the kube-apiserver of the test cluster. */
@NullMarked
package dev.slipway.cluster.contract;

import org.jspecify.annotations.NullMarked;
