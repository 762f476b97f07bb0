/** CEL with the functions of Kubernetes, for rules of definitions, match conditions and policies. What the values are is said by who asks. */
@org.jspecify.annotations.NullMarked
package dev.slipway.standalone.apiserver.cel;
