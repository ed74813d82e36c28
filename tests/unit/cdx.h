/*
 * CycloneDX in JSON, with ' for ", put together from parts:
 *
 *   CDX(ROOT("app", SUPPLIED("Acme")), COMPONENTS(COMPONENT("lib", ""), COMPONENT("tool", "")),
 *       DEPENDENCIES(NEEDS("app", "lib")))
 */
#ifndef TH_TESTS_UNIT_CDX_H
#define TH_TESTS_UNIT_CDX_H

/* clang-format off */

/* One to eight texts with commas between them. */
#define LIST(...)                                                                                  \
	LIST_OF(__VA_ARGS__, LIST_8, LIST_7, LIST_6, LIST_5, LIST_4, LIST_3, LIST_2, LIST_1, )     \
	(__VA_ARGS__)
#define LIST_OF(a, b, c, d, e, f, g, h, list, ...) list
#define LIST_1(a) a
#define LIST_2(a, b) a "," b
#define LIST_3(a, ...) a "," LIST_2(__VA_ARGS__)
#define LIST_4(a, ...) a "," LIST_3(__VA_ARGS__)
#define LIST_5(a, ...) a "," LIST_4(__VA_ARGS__)
#define LIST_6(a, ...) a "," LIST_5(__VA_ARGS__)
#define LIST_7(a, ...) a "," LIST_6(__VA_ARGS__)
#define LIST_8(a, ...) a "," LIST_7(__VA_ARGS__)

/* clang-format on */

/* A CycloneDX document and its parts, JSON with ' for ". */
#define CDX(...) "{'bomFormat':'CycloneDX','specVersion':'1.6'," LIST(__VA_ARGS__) "}"
#define COMPONENTS(...) "'components':[" LIST(__VA_ARGS__) "]"
#define DEPENDENCIES(...) "'dependencies':[" LIST(__VA_ARGS__) "]"
/* A component: its name and reference, and what else is said of it (", 'version': '1'"). */
#define COMPONENT(name, rest) "{'type':'library','name':'" name "','bom-ref':'" name "'" rest "}"
#define ROOT(name, rest)                                                                   \
	"'metadata':{'component':{'type':'application','name':'" name "','bom-ref':'" name \
	"'" rest "}}"
#define SUPPLIED(name) ",'supplier':{'name':'" name "'}"
#define NEEDS(from, to) "{'ref':'" from "','dependsOn':['" to "']}"

/* A file of twohop-events/1. */
#define FACTS(...) "{'schema':'twohop-events/1','events':[" LIST(__VA_ARGS__) "]}"

#endif
