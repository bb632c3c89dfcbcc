/** Assembly: lifecycle, listeners, monitoring, system account, main. */
@NullMarked
package io.myelin.server;

import org.jspecify.annotations.NullMarked;
