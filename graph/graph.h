/*
 * The graph: what all documents say, joined. Nodes are you (node 0), components (several documents'
 * components that are the same one), and suppliers. Made once by th_graph_link, then sealed: never
 * changed, read from any thread.
 *
 * An edge is eight bytes: its target with the bit that says "the supplier changes here", and where
 * it comes from. The edges from a component to its supplier and maker are not stored: they follow
 * from the node.
 */
#ifndef TH_GRAPH_GRAPH_H
#define TH_GRAPH_GRAPH_H

#include "graph/suppliers.h"
#include "parsers/document.h"

/* Where an edge comes from: four bits of origin, the rest a number. */
enum th_origin {
	TH_ORIGIN_RELATION,  /* number: a relation, counted through all documents */
	TH_ORIGIN_REVERSED,  /* the same, walked backwards because its direction is doubtful */
	TH_ORIGIN_CONTAINED, /* number: a component, counted through all documents: it stands in its
				document and no edge reaches it */
	TH_ORIGIN_RUNS,      /* number: a component: it stands in an inventory of the device */
	TH_ORIGIN_OPERATES,  /* number: the device's component: its supplier operates it */
	TH_ORIGIN_ACQUIRES,  /* number: a component: a document about it was handed to you */
	TH_ORIGIN_SUPPLIED,  /* number: a component: another supplier than the node's, by this
				document's word; the node's own is never stored */
	TH_ORIGIN_MADE,      /* number: a component: its maker; never stored */
	TH_ORIGIN_SUBCONTRACTS, /* number: a row of who works for whom, counted through all
				   documents */
};
#define TH_ORIGIN_BITS 28
#define TH_ORIGIN_MAX ((UINT32_C(1) << TH_ORIGIN_BITS) - 1)

struct th_edge {
	uint32_t to : 31;
	uint32_t crosses : 1; /* the supplier changes */
	uint32_t number : TH_ORIGIN_BITS;
	uint32_t origin : 4;
};

/* A component as all documents together know it. */
struct th_node {
	uint32_t first;    /* its first occurrence: a component counted through all documents */
	uint32_t supplier; /* entity; TH_SUPPLIER_UNKNOWN: its own nobody */
	uint32_t maker;    /* entity, where another made it; else TH_SUPPLIER_UNKNOWN */
	uint8_t rung, maker_rung; /* enum th_rung */
	bool owned : 1;           /* yours: hop 0 */
	bool is_device : 1;       /* a machine: th_graph_is_machine */
	bool bare : 1;            /* a document states its supplier by name alone */
	bool disputed : 1;        /* documents state different suppliers of it: its edges of origin
				     SUPPLIED lead to the others */
};

/* Documents in the graph; advisory files and refused ones are not. */
struct th_graph_document {
	const struct th_document *doc;
	struct th_document *diagnosed; /* the same, to add diagnostics to while the graph is made */
	uint32_t number;               /* among the run's documents, as they were given */
	uint32_t first_component;      /* counted through all documents */
	uint32_t first_relation;
	uint32_t first_subcontract;
	bool own;
	bool inventory; /* its root is operated, its components run on it */
	bool acquired;  /* you acquire its roots */
	bool attests;   /* says something about components of others: it hands you none */
	bool forged;    /* a signature over it is invalid: it stands here without its content */
	/* The valid signature over it, or over what it stands in; NULL: it counts as unsigned. */
	const struct th_report_signature *signature;
	uint32_t signer;           /* whose signature that is: entity */
	uint32_t *claim_suppliers; /* by claim of the document: entity whose practice it is about */
};
TH_LIST_DEFINE(th_graph_document_list, struct th_graph_document);

/* A reference to a document that was not given. */
struct th_unresolved {
	uint32_t document; /* of the graph */
	uint32_t link;
};
TH_LIST_DEFINE(th_unresolved_list, struct th_unresolved);

struct th_graph {
	struct th_graph_document_list documents;
	struct th_suppliers suppliers;
	uint32_t component_count; /* of all documents */
	uint32_t *node_of;        /* by component: node */
	uint32_t *next_same;   /* by component: the next occurrence of the same node, or TH_NONE */
	struct th_node *nodes; /* nodes[0] is you */
	uint32_t node_count;
	uint32_t *first_edge; /* by node, one more than nodes; also by supplier behind them: see
				 th_graph_edges */
	struct th_edge *edges;
	uint32_t edge_count;
	struct th_unresolved_list unresolved;
};

struct th_link_request {
	const struct th_config *config;
	const struct th_index *builtin;
	struct th_name_list self; /* beside the configuration's */
	bool own;
};

/* A document to be linked. */
struct th_link_input {
	struct th_document *doc; /* diagnostics are added to it */
	uint32_t number;
	bool own;
	bool forged; /* see th_graph_document, as the next */
	const struct th_report_signature *signature;
	const struct th_config_inventory
		*inventory; /* what the configuration says of it, or NULL */
};

/* Link documents in the order given. The documents and the request must outlive the graph. */
th_status th_graph_link(struct th_graph *graph, const struct th_link_request *request,
			const struct th_link_input *inputs, uint32_t count) TH_MUST_USE;
void th_graph_release(struct th_graph *graph);

/* The vertex of a supplier: vertices are nodes, then suppliers. */
static inline uint32_t th_graph_supplier_vertex(const struct th_graph *graph, uint32_t supplier)
{
	return graph->node_count + supplier;
}
static inline bool th_graph_is_supplier(const struct th_graph *graph, uint32_t vertex)
{
	return vertex >= graph->node_count;
}
static inline uint32_t th_graph_vertex_count(const struct th_graph *graph)
{
	return graph->node_count + graph->suppliers.list.count;
}
/* The document that a component, counted through all documents, belongs to. */
static inline const struct th_graph_document *th_graph_document_of(const struct th_graph *graph,
								   uint32_t component)
{
	uint32_t low = 0, high = graph->documents.count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (graph->documents.items[middle].first_component <= component)
			low = middle;
		else
			high = middle;
	}
	return &graph->documents.items[low];
}

static inline const struct th_component *
th_graph_component(const struct th_graph *graph, uint32_t component,
		   const struct th_graph_document **document)
{
	*document = th_graph_document_of(graph, component);
	return &(*document)->doc->components.items[component - (*document)->first_component];
}

/* The root of an inventory of what runs on it, or a device that a formulation names. */
static inline bool th_graph_is_machine(const struct th_graph_document *document,
				       const struct th_component *component, bool is_root)
{
	return (document->inventory && is_root) ||
	       (component->role == TH_ROLE_BUILD && component->type == TH_TYPE_device);
}
/* A relation counted through all documents. */
const struct th_relation *th_graph_relation(const struct th_graph *graph, uint32_t number,
					    const struct th_graph_document **document);
/* The same of who works for whom. */
const struct th_subcontract *th_graph_subcontract(const struct th_graph *graph, uint32_t number,
						  const struct th_graph_document **document);
/* The text of a field of a node's occurrence. */
static inline th_slice th_graph_text(const struct th_graph_document *document, th_text text)
{
	return th_document_text(document->doc, text);
}
/* Is entity (or its shadow) the supplier or maker of a node, by any document's word? */
bool th_graph_is_supplied_by(const struct th_graph *graph, uint32_t node, uint32_t entity);
/* The first occurrence of a node that has a version, else the first. */
uint32_t th_graph_occurrence(const struct th_graph *graph, uint32_t node);

#endif
