// SPDX-License-Identifier: GPL-3.0-or-later

// Prints total and first headline of one search.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	datelinev1 "dateline/v1"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

func main() {
	channel, err := grpc.Dial(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer channel.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client := datelinev1.NewSearchServiceClient(channel)
	response, err := client.Search(ctx, &datelinev1.SearchRequest{Query: os.Args[2]})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.GetTotal().GetValue(), response.GetHits()[0].GetArticle().GetHeadline())
}
