#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use utoipa::OpenApi as _;

use super::Description;

fn described() -> Value {
    serde_json::to_value(Description::openapi()).unwrap()
}

/// Every operation with its method and path.
fn operations(described: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = described["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            methods.map(move |(method, operation)| (method.as_str(), path.as_str(), operation))
        })
        .collect()
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let described = described();
    let names: Vec<_> =
        operations(&described).iter().map(|(.., operation)| operation["operationId"].to_string()).collect();
    let different: BTreeSet<_> = names.iter().collect();
    assert_eq!(different.len(), names.len(), "{names:?}");
    assert!(names.contains(&json!("get_contacts_id_history").to_string()), "{names:?}");
}

#[test]
fn every_part_of_a_path_is_declared() {
    let described = described();
    for (method, path, operation) in operations(&described) {
        let declared: BTreeSet<_> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "path" && parameter["required"] == true)
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        let named: BTreeSet<_> = path.split(['{', '}']).skip(1).step_by(2).collect();
        assert_eq!(declared, named, "{method} {path}");
    }
}

#[test]
fn every_answer_is_described_and_every_error_is_a_problem() {
    let described = described();
    for (method, path, operation) in operations(&described) {
        for (status, answer) in operation["responses"].as_object().unwrap() {
            assert!(!answer["description"].as_str().unwrap_or_default().is_empty(), "{method} {path} {status}");
            let is_error = status.starts_with(['4', '5']);
            let is_problem = answer["content"]["application/problem+json"].is_object();
            assert_eq!(is_problem, is_error, "{method} {path} {status}");
        }
    }
}

#[test]
fn only_routes_for_everyone_do_without_a_session() {
    let described = described();
    let open: BTreeSet<_> = operations(&described)
        .iter()
        .filter(|(.., operation)| operation["security"].as_array().unwrap().is_empty())
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    let expected = ["get /api/meta", "get /healthz", "get /metrics", "get /readyz", "post /api/session"];
    assert_eq!(open.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    for scheme in ["token", "cookie"] {
        assert!(described["components"]["securitySchemes"][scheme].is_object(), "{scheme}");
    }
}
