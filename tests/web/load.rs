//! Many at once.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{field, js, text, until};
use crate::simulator::{CDR, Simulator};

#[wasm_bindgen_test]
async fn a_hundred_queries_at_once_all_settle_each_with_its_own_answer() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    let queries: Vec<_> = (1..=100)
        .map(|page| pbx.start_query(&js(&format!("{{ page: {page}, size: 1 }}")), &JsValue::UNDEFINED))
        .collect();
    for query in queries {
        assert_eq!(field(&query.settled().await.unwrap(), "errcode"), 0);
    }
    let mut pages: Vec<_> = sim.requests(Some(CDR)).await.iter().map(|request| request.text("target")).collect();
    pages.sort();
    pages.dedup();
    assert_eq!(pages.len(), 100);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_dead_token_under_fifty_queries_is_renewed_once() {
    let (sim, pbx) = Simulator::signed_in("{}").await;
    sim.call("yeastar.revokeTokens", "[]").await;
    let queries: Vec<_> = (0..50).map(|_| pbx.start_query(&JsValue::UNDEFINED, &JsValue::UNDEFINED)).collect();
    for query in queries {
        assert_eq!(field(&query.settled().await.unwrap(), "errcode"), 0);
    }
    assert_eq!(sim.requests(Some(crate::simulator::LOGIN)).await.len(), 2);
    sim.close().await;
}

#[wasm_bindgen_test]
async fn a_thousand_frames_in_one_burst_arrive_in_order() {
    let sim = Simulator::start("{ clock: 'manual', fixtures: { yeastar: { extensions: 1, trafficMs: 10 } } }").await;
    let pbx = crate::page::Pbx::new(&sim.config("{}"));
    pbx.init().await.unwrap();
    pbx.until_feed_is("live").await;
    sim.until_subscribed().await;
    // Calls come every 5 to 15 ms of the simulator's time.
    sim.call("clock.advance", "[11000]").await;
    let calls = field(&sim.call("yeastar.state", "[]").await, "calls").as_f64().unwrap() as u32;
    assert!(calls >= 1_000, "{calls}");
    until("all frames", || pbx.host.told("cdrChange").length() >= calls).await;

    let (frames, events) = (pbx.host.told("frame 20049"), pbx.host.told("cdrChange"));
    assert_eq!((frames.length(), events.length()), (calls, calls));
    let mut last = String::new();
    for (frame, event) in frames.iter().zip(events.iter()) {
        let frame = js(&text(&frame));
        let serial = text(&field(&frame, "sn"));
        assert!(serial > last, "{serial} after {last}");
        last = serial;
        assert_eq!(field(&frame, "msg"), String::from(js_sys::JSON::stringify(&event).unwrap()));
    }
    sim.close().await;
}
