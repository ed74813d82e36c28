/*
 * Checksums that documents state of each other (SPDX external document references), held against
 * the documents that were given.
 */
#ifndef TH_GRAPH_CHECKSUMS_H
#define TH_GRAPH_CHECKSUMS_H

#include "graph/graph.h"

/*
 * A referenced document that is there, and is in no form there with the stated checksum, is a
 * diagnostic of the one that refers to it. A reference of a statement whose digest a document has
 * is resolved, and taken from graph->unresolved. Each document is digested at most once by an
 * algorithm.
 */
th_status th_checksums_compare(struct th_graph *graph) TH_MUST_USE;

#endif
