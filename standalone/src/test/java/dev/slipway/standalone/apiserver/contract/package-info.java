/**
 * What an API server promises, as tests over HTTP. By default they run against the embedded server; the system property
 * {@code slipway.contract.kubeconfig} points them at any other, e.g. a real kube-apiserver with its controller manager.
 */
@NullMarked
package dev.slipway.standalone.apiserver.contract;

import org.jspecify.annotations.NullMarked;
