/**
 * Who a caller is and what that caller may do: tokens, certificates, impersonation, RBAC and the reviews that ask about
 * them. No HTTP; stored objects come in through {@link dev.slipway.standalone.apiserver.access.AccessObjects}.
 */
@NullMarked
package dev.slipway.standalone.apiserver.access;

import org.jspecify.annotations.NullMarked;
