"""Where posts come from: one file a protocol. The only room that touches the network.

A client turns what a service answers into `RawPost` rows, payload verbatim;
`payloads.parse_payload` reads such a payload back into a `ParsedPost`.
"""
