/** The resources and values of kubevirt.io/v1: virtual machines, their instances and migrations, and the installation. No behaviour. */
@NullMarked
package dev.slipway.api.kubevirt;

import org.jspecify.annotations.NullMarked;
