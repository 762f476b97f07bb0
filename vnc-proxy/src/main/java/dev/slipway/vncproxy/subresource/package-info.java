/** The aggregated API subresources.kubevirt.io: paths, users, replies. What is allowed when is decided in {@code machine}. */
@NullMarked
package dev.slipway.vncproxy.subresource;

import org.jspecify.annotations.NullMarked;
