/** The KubeVirt resource, by which clients learn what is installed; and the look for another installation. */
@NullMarked
package dev.slipway.operator.kubevirt;

import org.jspecify.annotations.NullMarked;
