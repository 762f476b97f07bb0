/** The resources and values of instancetype.kubevirt.io/v1beta1: instance types and preferences: sizes of machines and what guest systems like best. No behaviour. */
@NullMarked
package dev.slipway.api.instancetype;

import org.jspecify.annotations.NullMarked;
