// SPDX-License-Identifier: GPL-3.0-or-later
// Prints total and first headline of one search.
import * as grpc from '@grpc/grpc-js';
import * as loader from '@grpc/proto-loader';
import type { ProtoGrpcType } from './generated/search_service';
import type { SearchResponse__Output } from './generated/dateline/v1/SearchResponse';

const [address, query, includeDir] = process.argv.slice(2);
const definition = loader.loadSync('dateline/v1/search_service.proto', {
  includeDirs: [includeDir], keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true,
});
const proto = grpc.loadPackageDefinition(definition) as unknown as ProtoGrpcType;
const client = new proto.dateline.v1.SearchService(address, grpc.credentials.createInsecure());
client.Search({ query }, { deadline: Date.now() + 10000 },
  (error: grpc.ServiceError | null, response?: SearchResponse__Output) => {
    if (error || !response) throw error;
    console.log(response.total?.value, response.hits[0].article?.headline);
    client.close();
  });
