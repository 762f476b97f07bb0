/**
 * Runs the Pods of one virtual node as processes of this machine: volumes, network, process, status, end. It knows no
 * mount namespaces and no image store; which images exist is given by {@link LocalImage}.
 */
@NullMarked
package dev.slipway.standalone.kubelet;

import org.jspecify.annotations.NullMarked;
