/** The resources and values of plugin.kubevirt.io/v1alpha1: extensions of machines. No behaviour. */
@NullMarked
package dev.slipway.api.plugin;

import org.jspecify.annotations.NullMarked;
