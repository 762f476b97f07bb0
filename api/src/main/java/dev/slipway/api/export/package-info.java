/** The resources and values of export.kubevirt.io/v1: exports of machines' disks. No behaviour. */
@NullMarked
package dev.slipway.api.export;

import org.jspecify.annotations.NullMarked;
