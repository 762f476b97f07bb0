/**
 * What surrounds every page: frame, navigation, icons, toasts, error pages, formats, security headers.
 *
 * <p>A page is a template that includes the frame and gets a {@code frame} made by {@link dev.slipway.portal.layout.Frames}:
 * <pre>{@code
 * {#include layout/frame}
 *   {#main}<div class="sl-page"> <div class="sl-head">…</div> … </div>{/main}
 * {/include}
 * }</pre>
 * Tags for its content (files in {@code templates/tags}); all take the words as first parameter:
 * <ul>
 * <li>{@code {#icon 'play' /}}: an icon of {@code web/icons/icons.svg}; {@code said='Debian'} gives it a name, {@code turning=true} turns it
 * <li>{@code {#button 'Save' icon='check' kind='primary' /}}: submits its form; {@code kind} primary, secondary, link, danger; more attributes in {@code more}
 * <li>{@code {#go 'Open' href='/x' icon='right' kind='secondary' /}}: a link that looks like a button
 * <li>{@code {#tag 'restart to apply' tone='pf-m-yellow' /}}: a compact label
 * <li>{@code {#fact 'Node'}…{/fact}}: a line of a description list, inside {@code {#facts}…{/facts}}
 * <li>{@code {#card 'Facts'}…{/card}}: a card with a heading; {@code id} names it for live updates
 * <li>{@code {#field 'Name' id='name' error=errors.name help='…'}<input …>{/field}}: a form group; the error is a sentence or empty
 * <li>{@code {#empty 'Nothing matches' icon='search'}…{/empty}}: an empty state
 * <li>{@code {#csrf frame.csrf /}}: the hidden field that every POST form needs
 * </ul>
 * A list or object that changes by itself carries {@code data-watch="part=…"}; the package answers for that part with a bean of
 * {@link dev.slipway.portal.live}. Actions answer through {@link dev.slipway.portal.layout.Answers}.
 */
@NullMarked
package dev.slipway.portal.layout;

import org.jspecify.annotations.NullMarked;
