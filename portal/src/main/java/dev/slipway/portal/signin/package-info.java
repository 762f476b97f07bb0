/** The pages around a session: the sign-in, by an account of the portal's own or by a provider, the way out, and what users change about themselves. Who may come in is decided in access. */
@NullMarked
package dev.slipway.portal.signin;

import org.jspecify.annotations.NullMarked;
