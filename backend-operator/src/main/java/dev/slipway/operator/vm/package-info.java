/** Brings virtual machines to what their run strategy asks for: instances, DataVolumes of their templates, status. */
@NullMarked
package dev.slipway.operator.vm;

import org.jspecify.annotations.NullMarked;
