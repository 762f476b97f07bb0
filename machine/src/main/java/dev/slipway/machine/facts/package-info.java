/** What decisions ask of the cluster and of the rights of users; whoever makes decisions answers. */
@NullMarked
package dev.slipway.machine.facts;

import org.jspecify.annotations.NullMarked;
