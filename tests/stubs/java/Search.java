// SPDX-License-Identifier: GPL-3.0-or-later

import dateline.v1.SearchRequest;
import dateline.v1.SearchResponse;
import dateline.v1.SearchServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.concurrent.TimeUnit;

/** Prints total and first headline of one search. */
public final class Search {
  private Search() {}

  public static void main(String[] arguments) throws InterruptedException {
    ManagedChannel channel =
        ManagedChannelBuilder.forTarget(arguments[0]).usePlaintext().build();
    try {
      SearchResponse response =
          SearchServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(10, TimeUnit.SECONDS)
              .search(SearchRequest.newBuilder().setQuery(arguments[1]).build());
      System.out.println(
          response.getTotal().getValue() + " " + response.getHits(0).getArticle().getHeadline());
    } finally {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }
}
