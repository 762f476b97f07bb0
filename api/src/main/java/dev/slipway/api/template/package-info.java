/** The kinds of template.kubevirt.io: virtual machines with parameters. */
@NullMarked
package dev.slipway.api.template;

import org.jspecify.annotations.NullMarked;
