package org.thalweg.data;

/** Which part of a data set: the one to learn from, or the one to judge by. */
public enum Split {
    /** The samples a network is trained on. */
    TRAIN,
    /** The samples held back for testing. */
    TEST
}
