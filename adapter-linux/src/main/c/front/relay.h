/*
 * The front's own terminal and the container's, joined while the front waits for the program.
 *
 * The front holds the master of the container's; the caller's is in raw mode meanwhile, so that
 * every key reaches the container's line discipline and is echoed by that one alone.
 *
 * termios(3), pts(4), poll(2)
 */
#ifndef HEXRUN_RELAY_H
#define HEXRUN_RELAY_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

#define RELAY_POLLS 3
#define RELAY_BUFFER ((size_t)16 * 1024)

/* Filled when it is empty, and emptied before it is filled again. */
struct relay_buffer {
    size_t start;
    size_t end;
    char data[RELAY_BUFFER];
};

struct relay {
    bool running;
    int master;
    /* Our standard input and output; -1: at its end, or nobody reads any more. */
    int in;
    int out;
    /* The caller's terminal, on whichever stream; -1: there is none. */
    int tty;
    bool raw;
    struct termios saved;
    /* No process holds the other end, or we are in the background: looked at again after a while. */
    bool hung;
    bool background;
    /* Our standard input is a terminal: what is typed goes on as it is. */
    bool typed;
    /* Bytes of the line that the container's terminal has so far. */
    size_t column;
    /* Standard input is at its end: when the container's terminal is told so next, and the wait after that. */
    bool ended;
    uint64_t end_at;
    unsigned end_wait;
    /* The container's end of its terminal, held to see whether something is left to read; -1: not open. */
    int slave;
    struct relay_buffer input;
    struct relay_buffer output;
};

/* The program is about to run: sets both terminals up. Nothing if it is running already. */
void relay_begin(struct relay *r, int master);
/* Gives the caller's terminal back as it was. Nothing if it is not running. */
void relay_end(struct relay *r);
/* What to wait for, and for how many milliseconds at most (-1: for ever). */
int relay_prepare(struct relay *r, struct pollfd p[RELAY_POLLS]);
/* Moves what can be moved without waiting. */
void relay_move(struct relay *r, const struct pollfd p[RELAY_POLLS]);
/*
 * The program has ended: what it has written still goes out. Other processes that hold the terminal
 * are not waited for. Ends early at a signal from the signalfd(2) `signals`.
 */
void relay_drain(struct relay *r, int signals);
/* SIGWINCH: the container's terminal gets the size of the caller's. */
void relay_resize(struct relay *r);
/* SIGCONT: whoever had the caller's terminal in between may have changed it. */
void relay_resume(struct relay *r);
/* `set` without the signals whose handlers give the terminal back when we crash. */
uint64_t relay_spare_crashes(const struct relay *r, uint64_t set);

#endif
