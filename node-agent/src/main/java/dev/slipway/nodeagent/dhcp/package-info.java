/** A DHCP server (RFC 2131) for the one guest on each bridge: messages, answers, sockets in other network namespaces. */
@NullMarked
package dev.slipway.nodeagent.dhcp;

import org.jspecify.annotations.NullMarked;
