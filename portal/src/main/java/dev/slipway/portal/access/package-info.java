/** Who may come in and what they may see: accounts, sessions, form tokens and rights. */
@NullMarked
package dev.slipway.portal.access;

import org.jspecify.annotations.NullMarked;
