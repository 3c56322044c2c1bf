use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(Deserialize, ResponseFormat)]
struct Unit;

#[derive(Deserialize, ResponseFormat)]
enum Color {
    Red,
}

#[derive(Deserialize, ResponseFormat)]
enum Open {
    A,
    #[serde(other)]
    Else,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(tag = "t")]
enum Tagged {
    A,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum StructFromList {
    Point(Point),
    List(Vec<f64>),
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum TaggedFromList {
    Tagged(Tagged),
    List(Vec<String>),
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum UnitFromList {
    Unit(Unit),
    List(Vec<f64>),
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum WordFromObject {
    Color(Color),
    Object {
        #[serde(rename = "Red")]
        red: Option<u8>,
    },
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum AnyWord {
    Open(Open),
    Color(Color),
}

// These are told apart.
#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Fine {
    Inline { x: f64, y: f64 },
    List(Vec<f64>),
    Point(Point3),
    Color(Color),
    Unit(Unit),
}

#[derive(Deserialize, ResponseFormat)]
struct Point3 {
    x: f64,
    z: f64,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Itself {
    A(Box<Itself>),
    C(u8),
    B(Box<Itself>),
    D(Box<Itself>),
}

fn main() {}
