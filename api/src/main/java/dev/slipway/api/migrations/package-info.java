/** The resources and values of migrations.kubevirt.io/v1alpha1: policies of migrations. No behaviour. */
@NullMarked
package dev.slipway.api.migrations;

import org.jspecify.annotations.NullMarked;
