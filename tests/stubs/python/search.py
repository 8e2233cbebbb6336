# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints total and first headline of one search."""
import sys

import grpc
from dateline.v1 import search_service_pb2, search_service_pb2_grpc

with grpc.insecure_channel(sys.argv[1]) as channel:
    stub = search_service_pb2_grpc.SearchServiceStub(channel)
    response = stub.Search(search_service_pb2.SearchRequest(query=sys.argv[2]), timeout=10)
print(response.total.value, response.hits[0].article.headline)
