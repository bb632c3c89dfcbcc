package io.myelin.store.simulation;

/** What a name of the simulated disk stands for. */
sealed interface Node permits Inode, Folder {}
